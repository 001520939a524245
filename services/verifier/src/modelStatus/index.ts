export { ProgressMeter } from "./progress";
export { ModelStatusError, ModelStatusReader } from "./reader";
export { modelStatusRoutes, type ModelStatusRoutesOptions } from "./routes";
export { withShortcut } from "./shortcut";
export { StatusFile } from "./statusFile";
export * from "./types";
