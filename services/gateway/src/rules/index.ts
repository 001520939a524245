/**
 * What config may say of an LLM endpoint. The gateway's FILE and the stack file are held to the same rules: this is the one place of them.
 */
export { invalidBeta, knownBetas } from "./betas";
export { invalidEndpointHost } from "./endpointHosts";
export { invalidEndpointName } from "./endpointNames";
export { type InvalidReason, invalidHost } from "./hostNames";
export { invalidKeyHeader } from "./keyHeaders";
export { selfReachingModel } from "./models";
export {
    bedrockPaths,
    dialectNames,
    type DialectName,
    dialectOf,
    httpsDialects,
    invalidOperation,
    invalidPath,
} from "./paths";
export { invalidServerTool, serverTools } from "./serverTools";
export { specialAddress, specialBlock } from "./specialBlocks";
