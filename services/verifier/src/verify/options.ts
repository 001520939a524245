import { GroundTruthError, parseGroundTruth, type GroundTruth } from "../engine";
import { backends, type Backend } from "../health/backends";
import { HttpError } from "../http/errors";

/** Seconds; the load balancer gives a connection 180. */
export const longestTimeoutSeconds = 170;

export function backendOf(value: unknown, fallback: Backend): Backend {
    const backend = value === undefined ? fallback : backends.find((one) => one === value);
    if (!backend) throw new HttpError(400, `ocr_backend: write ${backends.join(" or ")}`);
    return backend;
}

export function timeoutOf(value: unknown): number | undefined {
    if (value === undefined) return undefined;
    const seconds = /^\d{1,3}$/.test(String(value)) ? Number(value) : Number.NaN;
    if (seconds >= 1 && seconds <= longestTimeoutSeconds) return seconds;
    throw new HttpError(400, `timeout: write whole seconds from 1 to ${longestTimeoutSeconds}`);
}

/** What FastAPI, the original's framework, takes for a boolean. */
export function flagOf(value: unknown, name: string): boolean | undefined {
    if (value === undefined) return undefined;
    const text = String(value).toLowerCase();
    if (["true", "1", "yes", "on"].includes(text)) return true;
    if (["false", "0", "no", "off"].includes(text)) return false;
    throw new HttpError(400, `${name}: write true or false`);
}

/** From JSON text, or from a part that was JSON by its type. `name`: the field, or the file in a batch. */
export function groundTruthOf(value: unknown, name: string): GroundTruth | undefined {
    if (value === undefined) return undefined;
    let json = value;
    try {
        if (typeof value === "string") json = JSON.parse(value);
    } catch (error) {
        throw new HttpError(400, `${name}: is not JSON (${(error as Error).message.slice(0, 100)})`);
    }
    try {
        const truth = parseGroundTruth(json);
        if (Object.keys(truth).some((key) => key !== "unknown_keys")) return truth;
    } catch (error) {
        if (!(error instanceof GroundTruthError)) throw error;
        throw new HttpError(400, error.message);
    }
    throw new HttpError(400, `${name}: has none of brand_name, product_type, class_type, abv, net_contents, bottler`);
}
