// Pulumi compiles the main file of a policy pack, if it is TypeScript, with a compiler that is too old for this package. Node.js
// runs TypeScript by itself, from 22.18 on.
import "./index.ts";
