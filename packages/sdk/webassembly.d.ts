/** The part of the WebAssembly JavaScript interface that the build uses: it compiles a module to read its exports. */
declare namespace WebAssembly {
  class CompileError extends Error {}
  class Module {
    constructor(bytes: Uint8Array)
    static exports(module: Module): { name: string; kind: string }[]
  }
}
