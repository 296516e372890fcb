// The bundler loads a shader as its text.
declare module '*.wgsl' {
  const source: string;
  export default source;
}

// Written as text, loaded as the module that it stands for.
declare module '*.wat' {
  const code: Uint8Array<ArrayBuffer>;
  export default code;
}
