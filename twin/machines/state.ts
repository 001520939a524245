import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../model/plan";
import type { Room } from "./room";

/** What a later command has to know of a run. */
export interface State {
    readonly stack: string;
    readonly sentinel: string;
    readonly hosts: readonly HostState[];
    /** The balancers' public addresses; empty without one. */
    readonly site: string;
    readonly labels: string;
    /** Who may use the site: "NAME:PASSWORD", the password holding the sentinel; empty when nobody is planned. */
    readonly login: string;
}

export interface HostState {
    readonly name: string;
    readonly address: string;
    readonly namespace: string;
    /** Ids of the volumes beside its root. */
    readonly volumes: readonly string[];
}

const file = ({ folder }: Room) => join(folder, "state.json");

export const writeState = (room: Room, state: State): void => writeFileSync(file(room), JSON.stringify(state));

/** @throws Error when nothing is up */
export function readState(room: Room): State {
    if (!existsSync(file(room))) throw new Error("the twin is not up: npm run -s twin -- up");
    return JSON.parse(readFileSync(file(room), "utf8")) as State;
}

/** The plan that is run. */
export const plannedIn = ({ folder }: Room): Plan =>
    JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
