import { expect } from "chai";
import { renderPage } from "../../../twin/report/page";
import { twinEvidence } from "./evidence";

const { attack, agreement, ...rest } = twinEvidence;
const fine = {
    ...rest,
    attack: { ...attack!, rows: attack!.rows.filter(({ ok }) => ok), ablation: [] },
    agreement: { ...agreement!, disagreements: [] },
};
const verdictOf = (page: string) => /class="verdict \w+">\s*([^<]*?)\s*</.exec(page)?.[1];

describe("the twin's page", () => {
    it("says that all is as expected only when everything ran and is", () => {
        expect(verdictOf(renderPage("prod", fine))).to.equal("All as expected");
        const lesser = [
            { ...fine, attack: undefined },
            { ...fine, agreement: undefined },
            { ...fine, attack },
            { ...fine, agreement },
            { ...fine, egressBench: { ...fine.egressBench!, ok: false } },
            { ...fine, attack: { ...fine.attack, ablation: attack!.ablation } },
        ];
        for (const evidence of lesser) expect(verdictOf(renderPage("prod", evidence))).to.equal("Not all as expected");
    });

    it("shows a row with what was seen, the layer that stopped it and what both sides said, as text", () => {
        const page = renderPage("prod", twinEvidence);
        expect(page).to.contain("host-firewall").and.to.contain("&lt;script&gt;").and.not.contain("<script>");
        expect(page).to.contain("groups + acls + routes").and.to.contain("a packet arrives").and.to.contain("v20");
    });
});
