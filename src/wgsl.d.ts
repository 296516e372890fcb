// The bundler loads a shader as its text.
declare module '*.wgsl' {
  const source: string;
  export default source;
}
