declare module "heic-decode" {
    interface Image {
        readonly width: number;
        readonly height: number;
    }
    interface Decoded extends Image {
        readonly data: Uint8ClampedArray;
    }
    /** @throws Error for what libheif cannot read */
    function decode(input: { buffer: Uint8Array }): Promise<Decoded>;
    namespace decode {
        /** Every picture of the file; nothing is decoded before `decode` is called. */
        function all(input: { buffer: Uint8Array }): Promise<(Image & { decode(): Promise<Decoded> })[]>;
    }
    export default decode;
}
