import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";

import type { Judged } from "./judge";
import { judge } from "./judge";
import type { Answer, GivenBack, Question } from "./judgeThread";
import { Refusal } from "./refusal";
import type { Route } from "./routes";
import type { Segments } from "./segments";

/** Larger bodies would keep the other calls waiting. */
const smallEnough = 256 * 1024;
/** Milliseconds without a large body after which the thread's memory is given back. */
const idle = 20_000;
/** Of the thread's values; a body of 100 MB of the smallest values takes most of it. */
const memory = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 8 };

/** A thread reads TypeScript only when it is told how. */
const program = [
    extname(__filename) === ".ts" ? `require(${JSON.stringify(require.resolve("tsx/cjs"))});` : "",
    `require(${JSON.stringify(join(__dirname, "judgeThread"))});`,
].join("\n");

interface Waiting {
    readonly done: (judged: Judged) => void;
    readonly fail: (error: Refusal) => void;
}

/** Judges bodies: small ones here, large ones in a thread, one after the other, since each takes several times its size there. */
export class Judges {
    private thread?: Worker;
    private asked = 0;
    private readonly waiting = new Map<number, Waiting>();
    private timer?: NodeJS.Timeout;

    /** The body's bytes are taken over. @throws Refusal as `judge` does, and 503 when the thread broke */
    judge(body: Segments, { dialect, dialectName, endpoint }: Route): Judged | Promise<Judged> {
        if (body.length <= smallEnough) return judge(body.whole(), dialect, endpoint);
        const { models, betas, allowServerTools, secretScan } = endpoint;
        const parts = body.parts();
        const id = this.asked++;
        const allowed = { models, betas, allowServerTools, secretScan };
        const question: Question = { id, parts, dialect: dialectName, allowed };
        const answered = new Promise<Judged>((done, fail) => this.waiting.set(id, { done, fail }));
        clearTimeout(this.timer);
        this.running().postMessage(
            question,
            parts.map(({ buffer }) => buffer as ArrayBuffer),
        );
        return answered;
    }

    private running(): Worker {
        if (this.thread) return this.thread;
        const thread = new Worker(program, { eval: true, execArgv: [], resourceLimits: memory });
        thread.unref();
        thread.on("message", (answer: Answer) => this.take(answer));
        thread.on("error", (error) => console.error(`gateway: judging: ${error.message}`));
        thread.once("exit", () => this.gone(thread));
        return (this.thread = thread);
    }

    private take(answer: Answer): void {
        const waiting = this.waiting.get(answer.id);
        this.waiting.delete(answer.id);
        if (this.waiting.size === 0) this.timer = setTimeout(() => this.end(), idle).unref();
        if ("judged" in answer) {
            const { body, ...asked } = answer.judged;
            const pieces = body.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
            return waiting?.done({ body: pieces, ...asked, release: () => this.giveBack(pieces) });
        }
        const { status, rule, message, model, toolKinds } = answer.refusal;
        waiting?.fail(Object.assign(new Refusal(status, rule, message), { model, toolKinds }));
    }

    /** Freed there at once, since that thread collects what it does not need; here it would wait for a collection. */
    private giveBack(pieces: Buffer[]): void {
        const buffers = new Set(pieces.map(({ buffer }) => buffer as ArrayBuffer));
        const given: GivenBack = { given: [...buffers].filter(({ byteLength }) => byteLength > smallEnough) };
        this.thread?.postMessage(given, given.given as ArrayBuffer[]);
    }

    private gone(thread: Worker): void {
        if (this.thread !== thread) return;
        this.thread = undefined;
        for (const { fail } of this.waiting.values()) fail(broken());
        this.waiting.clear();
    }

    private end(): void {
        const { thread } = this;
        this.thread = undefined;
        void thread?.terminate();
    }
}

const broken = (): Refusal =>
    new Refusal(503, "judging", "The gateway could not judge a body of this size; try again, or send less.");
