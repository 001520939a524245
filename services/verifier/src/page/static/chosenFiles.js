/** @typedef {{ id: number, file: File, truth: File | undefined }} Chosen */

/** @param {string} name */
const stem = (name) => name.replace(/\.[^.]*$/, "").toLowerCase();
/** @param {File} file */
const isJson = (file) => file.type === "application/json" || /\.json$/i.test(file.name);

/** The pictures that wait to be sent, each with the .json file of the same name if there is one. */
export class ChosenFiles {
    /** @type {{ id: number, file: File }[]} */
    #pictures = [];
    /** @type {Map<string, File>} by stem */
    #truths = new Map();
    #lastId = 0;

    /** @param {Iterable<File>} files */
    add(files) {
        for (const file of files) {
            if (isJson(file)) this.#truths.set(stem(file.name), file);
            else this.#pictures.push({ id: ++this.#lastId, file });
        }
    }

    /** @param {number} id */
    remove(id) {
        this.#pictures = this.#pictures.filter((picture) => picture.id !== id);
    }

    clear() {
        this.#pictures = [];
        this.#truths.clear();
    }

    /** @returns {Chosen[]} */
    list() {
        return this.#pictures.map((picture) => ({ ...picture, truth: this.#truths.get(stem(picture.file.name)) }));
    }

    /** @returns {string[]} names of .json files without a picture */
    unmatched() {
        const stems = new Set(this.#pictures.map(({ file }) => stem(file.name)));
        return [...this.#truths].filter(([key]) => !stems.has(key)).map(([, file]) => file.name);
    }
}
