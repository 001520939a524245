import { computedOutputs } from "../../../preflight/computed";
import { idOf } from "../../../preflight/ids";
import type { Account } from "./account";
import { type TypeRules, types } from "./types";
import { equal, hasUnknown, type Properties, readable } from "./values";

/** What the stand-in does with resources: pure but for the account that it keeps. */

export interface Identity {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

export interface DeploymentTarget {
    readonly account: string;
    readonly region: string;
}

export interface Failure {
    readonly property: string;
    readonly reason: string;
}

/** Missing inputs, and types that the table does not know. */
export function check({ type }: Identity, inputs: Properties): Failure[] {
    const rules = types[type];
    if (!rules) return [{ property: "", reason: `the stand-in provider does not know ${type}: add it to types.ts` }];
    return rules.required
        .filter((choice) => choice.split("|").every((property) => inputs[property] === undefined))
        .map((choice) => ({ property: choice.split("|")[0], reason: `AWS needs ${choice.split("|").join(" or ")}` }));
}

export interface Difference {
    readonly changed: readonly string[];
    readonly replaces: readonly string[];
    readonly deleteBeforeReplace: boolean;
}

/** An input that is not known yet counts as changed: the provider cannot tell either. */
export function diff({ type }: Identity, before: Properties, after: Properties): Difference {
    const rules = types[type];
    const [olds, news] = [readable(before), readable(after)];
    const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (property) => hasUnknown(news[property]) || !equal(olds[property], news[property]),
    );
    const replaces = changed.filter((property) => forcesNew(rules, property, olds, news));
    return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && keepsItsName(olds, news) };
}

function forcesNew({ replaces }: TypeRules, property: string, olds: Properties, news: Properties): boolean {
    if (replaces.includes("*") || replaces.includes(property)) return true;
    // A group rule keeps its kind of peer for life; the address or the group may change.
    const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
    return peers.includes(property) && (olds[property] === undefined) !== (news[property] === undefined);
}

/** As the real provider: what has a fixed name must go before its successor comes. */
const keepsItsName = (olds: Properties, news: Properties) => news.name !== undefined && equal(olds.name, news.name);

export function create(identity: Identity, inputs: Properties, target: DeploymentTarget, account: Account) {
    const generation = account.generation(identity.urn);
    // Another generation is another thing: its ids must differ from those of what it replaces.
    const seed = generation === 0 ? identity.urn : `${identity.urn}#${generation}`;
    const plain = readable(inputs);
    const identified = { ...identity, urn: seed, inputs: plain, ...target };
    const id = idOf(identified);
    account.add(id, existing(identity, plain));
    const computed = computedOutputs({ ...identified, id });
    return { id, outputs: { ...inputs, ...computed } };
}

/** What AWS made at creation stays; what the program says changes. */
export function update(identity: Identity, id: string, state: Properties, inputs: Properties, account: Account) {
    account.update(id, existing(identity, readable(inputs)));
    return updated(state, inputs);
}

export const updated = (state: Properties, inputs: Properties): Properties => ({ ...state, ...inputs });

function existing({ urn, type }: Identity, inputs: Properties) {
    const { unique, deletable } = types[type];
    const values = unique?.map((property) => inputs[property] ?? null) ?? [];
    // Without any value the service makes up the name, and no two are the same.
    const named = values.some((value) => value !== null) && (unique?.length !== 1 || values[0] !== null);
    return {
        urn,
        type,
        uniqueKey: named ? `${type} ${JSON.stringify(values)}` : undefined,
        deletionProtected: deletable !== undefined && inputs[deletable[0]] !== deletable[1],
    };
}
