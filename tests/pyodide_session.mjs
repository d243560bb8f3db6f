// Runs tests/bare_session.py in Pyodide under Node.js, with a wheel unpacked into the file system there.
//   node pyodide_session.mjs FOLDER_OF_THE_NPM_PACKAGE WHEEL
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, wheel] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const pyodide = await loadPyodide();
pyodide.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir: "/site" });
pyodide.runPython("import sys; sys.path.insert(0, '/site')");
const session = readFileSync(new URL("bare_session.py", import.meta.url), "utf8");
pyodide.runPython(session, { globals: pyodide.toPy({ __name__: "__main__" }) });
