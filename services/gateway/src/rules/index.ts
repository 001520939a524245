/**
 * What config may say of an LLM endpoint. The gateway's FILE and the stack file are held to the same rules: this is the one place of them.
 */
export { betaFault, knownBetas } from "./betas";
export { endpointHostFault } from "./endpointHosts";
export { type Fault, hostFault } from "./hostNames";
export { keyHeaderFault } from "./keyHeaders";
export { selfReachingModel } from "./models";
export {
    bedrockPaths,
    dialectNames,
    type DialectName,
    dialectOf,
    httpsDialects,
    operationFault,
    pathFault,
} from "./paths";
export { serverToolFault, serverTools } from "./serverTools";
export { specialAddress, specialBlock } from "./specialBlocks";
