export { ArtifactHttpError } from "./errors";
export { artifactRoutes, type ArtifactRoutesOptions } from "./routes";
export { ArtifactStore, type StoreLog } from "./store";
export * from "./types";
