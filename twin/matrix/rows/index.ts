import type { Row } from "../row";
import { allowedRows } from "./allowed";
import { awsRows } from "./aws";
import { insideRows } from "./inside";
import { internetRows } from "./internet";
import { metadataRows } from "./metadata";
import { nameRows } from "./names";

/** Every attempt, as data: from where, what, and what must come of it. */
export const matrixRows: readonly Row[] = [
    ...allowedRows,
    ...internetRows,
    ...nameRows,
    ...metadataRows,
    ...awsRows,
    ...insideRows,
];
