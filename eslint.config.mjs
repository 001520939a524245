import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["node_modules/**", "**/node_modules/**", "bin/**", "evidence/**", "**/public/**"] },
    js.configs.recommended,
    ...tseslint.configs.recommended,
    prettier,
    {
        rules: {
            eqeqeq: ["error", "always", { null: "ignore" }],
            "no-console": "off",
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "@typescript-eslint/no-require-imports": "error",
            // chai's `expect(x).to.be.true` is an expression; new aws.X(...) for its effect is Pulumi's way.
            "@typescript-eslint/no-unused-expressions": "off",
            "max-lines": ["warn", { max: 300, skipBlankLines: true, skipComments: true }],
        },
    },
    { files: ["**/*.{js,cjs,mjs}"], languageOptions: { globals: { console: "readonly", process: "readonly" } } },
    {
        files: ["services/verifier/src/page/static/*.js"],
        rules: {
            // tsc checks these files and knows what a browser has.
            "no-undef": "off",
            // What is read from a label is hostile: it becomes text, never markup.
            "no-restricted-properties": [
                "error",
                ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "srcdoc", "write", "writeln"].map(
                    (property) => ({ property, message: "Texts go into the page as text nodes (dom.js)." }),
                ),
            ],
        },
    },
);
