import { makePack } from "../framework/pack";
import { allRules } from "../rules";
import { isolationRules } from "./rules";

makePack("isolation", isolationRules, allRules);
