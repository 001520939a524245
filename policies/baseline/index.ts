import { makePack } from "../framework/pack";
import { allRules } from "../rules";
import { baselineRules } from "./rules";

makePack("baseline", baselineRules, allRules);
