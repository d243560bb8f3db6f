// Runs tests/bare_session.py in Pyodide under Node.js, with a wheel unpacked into the file system there.
//   NODE_PATH=FOLDER/node_modules node pyodide_session.cjs WHEEL      (after: npm install --prefix FOLDER pyodide)
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { loadPyodide } = require("pyodide");

(async () => {
  const pyodide = await loadPyodide();
  const wheel = new Uint8Array(readFileSync(process.argv[2]));
  pyodide.unpackArchive(wheel, "wheel", { extractDir: "/site" });
  pyodide.runPython("import sys; sys.path.insert(0, '/site')");
  const session = readFileSync(join(__dirname, "bare_session.py"), "utf8");
  pyodide.runPython(session, { globals: pyodide.toPy({ __name__: "__main__" }) });
})();
