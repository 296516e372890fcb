/** The bundler puts WebAssembly beside the scripts; the text is its address, relative to the script that imports it. */
declare module '*.wasm' {
  const address: string;
  export default address;
}

/** The bundler embeds pictures as their bytes. */
declare module '*.jpg' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
