import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const cache = join(__dirname, "../../../.cache/bench-verifier");
const requirements = join(__dirname, "requirements.txt");

/** The Python of a virtual environment with FastAPI, uvicorn and tesserocr; made when it is not there or not of these versions. */
export function python(): string {
    const [program, made] = [join(cache, "bin/python"), join(cache, "made-from.txt")];
    const wanted = readFileSync(requirements, "utf8");
    if (existsSync(made) && readFileSync(made, "utf8") === wanted) return program;
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    execFileSync("python3", ["-m", "venv", cache], { stdio: "inherit" });
    execFileSync(program, ["-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements], { stdio: "inherit" });
    writeFileSync(made, wanted);
    return program;
}
