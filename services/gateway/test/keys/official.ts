import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(__dirname, "../../../../.cache/bedrock-token");
const requirements = join(__dirname, "requirements.txt");

export interface Asked {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly region: string;
    readonly seconds: number;
    /** ISO 8601, whole seconds. */
    readonly now: string;
}

const program = `
import datetime, json, sys
import botocore.auth
from botocore.credentials import Credentials
from aws_bedrock_token_generator.token_generator import _generate_token
made = []
for asked in json.load(sys.stdin):
    now = datetime.datetime.strptime(asked["now"], "%Y-%m-%dT%H:%M:%SZ")
    botocore.auth.get_current_datetime = lambda now=now: now
    credentials = Credentials(asked["accessKeyId"], asked["secretAccessKey"], asked["sessionToken"])
    made.append(_generate_token(credentials, asked["region"], asked["seconds"]))
json.dump(made, sys.stdout)
`;

/** What AWS's own library makes of the same, its clock stopped. */
export function officialKeys(asked: readonly Asked[]): string[] {
    install();
    const env = { ...process.env, PYTHONPATH: folder };
    return JSON.parse(
        execFileSync("python3", ["-c", program], { env, input: JSON.stringify(asked) }).toString(),
    ) as string[];
}

function install(): void {
    const made = join(folder, "made-from.txt");
    const wanted = readFileSync(requirements, "utf8");
    if (existsSync(made) && readFileSync(made, "utf8") === wanted) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const options = [
        "--quiet",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--no-deps",
        "--target",
        folder,
    ];
    execFileSync("python3", ["-m", "pip", "install", ...options, "-r", requirements], { stdio: "inherit" });
    writeFileSync(made, wanted);
}
