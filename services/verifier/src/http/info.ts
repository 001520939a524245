import { version } from "../../package.json";

/** What `GET /` answers to programs. */
export const information = { name: "label verifier", version, documentation: "/docs", health: "/health" };

const properties = {
    name: { type: "string" },
    version: { type: "string" },
    documentation: { type: "string" },
    health: { type: "string" },
};

export const informationSchema = {
    tags: ["service"],
    summary: "What this is: JSON for programs, the page for browsers (Accept: text/html)",
    response: {
        200: { type: "object", properties },
        304: { type: "null", description: "The page that the browser has is the current one" },
    },
};
