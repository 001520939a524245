"""Reads the pictures of its arguments by libtesseract, loaded once, and prints the seconds that each took."""

import sys
import time

from PIL import Image
from tesserocr import PSM, PyTessBaseAPI

tessdata, *files = sys.argv[1:]
with PyTessBaseAPI(path=tessdata, lang="eng", psm=PSM.AUTO) as api:
    for file in files:
        started = time.monotonic()
        api.SetImage(Image.open(file))
        api.SetSourceResolution(300)
        api.GetTSVText(0)
        print(time.monotonic() - started)
