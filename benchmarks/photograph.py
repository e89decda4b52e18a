"""What a photograph of twelve megapixels takes: memory and time, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.clock import Time
from benchmarks.row import Row, Target, row

SIDES = (3000, 4000)
GIB = 2**30
MOST = 3.0  # GiB
# The weights do not matter: an untrained network takes the same memory and the same time.
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from dlc_support.restoring import PictureRestorer, restore_file
from dlc_support.models import UNet
from dlc_support.training import Runtime
source, target = map(Path, sys.argv[1:])
model = UNet(3)
Runtime(device="cpu", precision="float32").place(model)
wall, cpu = time.perf_counter(), time.process_time()
restore_file(PictureRestorer(model, progress=True), source, target)
taken = 1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([*taken, most * (1 if sys.platform == "darwin" else 1024)]))
"""


def run(sides: tuple[int, int] = SIDES) -> list[Row]:
    """The most memory that the process held at once, with the U-Net for colour on the CPU."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jpg"), Path(folder, "out.jpg")
        _photograph(source, sides)
        command = [sys.executable, "-c", PROGRAM, str(source), str(target)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    wall, cpu, most = json.loads(done.stdout)
    megapixels = sides[0] * sides[1] / 1e6
    name = f"UNet(3), {megapixels:.3g} megapixels: most memory at once"
    memory = [Time(most / GIB, most / GIB)]
    times = {"the photograph": [Time(wall, cpu)]}
    return [row("photograph", name, "GiB", memory, times, target=Target(at_most=MOST))]


def _photograph(path: Path, sides: tuple[int, int]) -> None:
    """The embedded photograph of a cup, side by side until it is as large as a camera's."""
    import numpy as np
    from skimage import data

    from dlc_support.image_files import Picture, write

    cup = data.coffee()
    down, across = (-(-side // there) for side, there in zip(sides, cup.shape[:2], strict=True))
    colour = np.tile(cup, (down, across, 1))[: sides[0], : sides[1]]
    write(Picture(np.ascontiguousarray(colour)), path)
