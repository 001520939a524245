"""`/model-status` as one would write it in FastAPI: the file is read once a second at most, the answer is a typed model."""

import os
import time
from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel


class Progress(BaseModel):
    downloaded_bytes: int
    total_bytes: int
    percentage: float
    estimated_time_remaining_seconds: int | None


class ModelStatus(BaseModel):
    model: str
    status: Literal["not_started", "downloading", "extracting", "ready", "error"]
    progress: Progress | None
    source: Literal["s3", "ollama"] | None
    started_at: str | None
    updated_at: str | None
    completed_at: str | None
    error: str | None


app = FastAPI()
last: ModelStatus | None = None
read_at = 0.0


@app.get("/model-status")
async def model_status() -> ModelStatus:
    global last, read_at
    if last is None or time.monotonic() - read_at > 1:
        with open(os.environ["MODEL_STATUS_FILE"], encoding="utf-8") as file:
            last = ModelStatus.model_validate_json(file.read())
        read_at = time.monotonic()
    return last
