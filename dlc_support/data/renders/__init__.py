"""Pictures that we compute ourselves: scenes, a path tracer, and corpora of noisy renders."""

from dlc_support.data.renders.corpus import RenderPlan, Renders, render_rooms
from dlc_support.data.renders.path_tracer import Render, render
from dlc_support.data.renders.rooms import room, rooms
from dlc_support.data.renders.scene import Camera, Rectangle, Scene, Sphere, Surface
from dlc_support.tone_map import inverse_tone_map, tone_map

__all__ = [
    "Camera",
    "Rectangle",
    "Render",
    "RenderPlan",
    "Renders",
    "Scene",
    "Sphere",
    "Surface",
    "inverse_tone_map",
    "render",
    "render_rooms",
    "room",
    "rooms",
    "tone_map",
]
