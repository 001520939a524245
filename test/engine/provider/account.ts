import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** One thing that exists in the stand-in's account. */
interface Existing {
    readonly urn: string;
    readonly type: string;
    /** What AWS lets exist once: the type and the values of its unique inputs. */
    readonly uniqueKey?: string;
    readonly deletionProtected: boolean;
}

interface Content {
    /** By type and id. */
    readonly things: Record<string, Existing>;
    /** How many times each URN was created: a replacement is another thing, with another id. */
    readonly created: Record<string, number>;
}

/**
 * The account that the stand-in pretends: what exists in it, in one JSON file, since every run of the CLI starts another
 * provider process. Two stacks of one test share it, as two stacks share an account.
 */
export class Account {
    private readonly content: Content;

    constructor(private readonly file: string) {
        this.content = existsSync(file)
            ? (JSON.parse(readFileSync(file, "utf8")) as Content)
            : { things: {}, created: {} };
    }

    /** 0 for the first creation of a URN. */
    generation(urn: string): number {
        return this.content.created[urn] ?? 0;
    }

    /** @throws when something with the same unique key exists, as AWS would refuse it */
    add(id: string, thing: Existing): void {
        const twin = Object.entries(this.content.things).find(
            ([, other]) => thing.uniqueKey !== undefined && other.uniqueKey === thing.uniqueKey,
        );
        if (twin) throw new Error(`already exists: ${thing.uniqueKey} is ${twin[0]} of ${twin[1].urn}`);
        this.content.things[keyOf(thing.type, id)] = thing;
        this.content.created[thing.urn] = this.generation(thing.urn) + 1;
        this.save();
    }

    /** @throws when the thing is protected against deletion */
    remove(type: string, id: string): void {
        const key = keyOf(type, id);
        if (this.content.things[key]?.deletionProtected) {
            throw new Error(
                `OperationNotPermitted: ${id} cannot be deleted because deletion protection is enabled, or it is not empty`,
            );
        }
        delete this.content.things[key];
        this.save();
    }

    update(id: string, thing: Existing): void {
        this.content.things[keyOf(thing.type, id)] = thing;
        this.save();
    }

    /** What operators do by hand where they do not use `npm run down`. */
    liftDeletionProtection(): void {
        for (const [key, thing] of Object.entries(this.content.things)) {
            this.content.things[key] = { ...thing, deletionProtected: false };
        }
        this.save();
    }

    get size(): number {
        return Object.keys(this.content.things).length;
    }

    private save(): void {
        const temporary = `${this.file}.${process.pid}`;
        writeFileSync(temporary, JSON.stringify(this.content));
        renameSync(temporary, this.file);
    }
}

const keyOf = (type: string, id: string) => `${type} ${id}`;
