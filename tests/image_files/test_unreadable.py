from dlc_support.image_files.unreadable import UnreadableError, unreadable


def test_the_message_says_what_is_there_and_what_to_do():
    error = unreadable("CMYK pixels")
    assert isinstance(error, UnreadableError)
    assert str(error).startswith("holds CMYK pixels; ")
    assert str(error).endswith("convert it first")
