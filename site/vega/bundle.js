/* What the figures of the pages need of Vega: no maps, no layouts of networks, no loader of files. */
import { extend } from "vega-util";
import { transforms } from "vega-dataflow";
import * as core from "vega-transforms";
import * as views from "vega-view-transforms";
import * as encode from "vega-encode";

extend(transforms, core, views, encode);

export { View } from "vega-view";
export { parse } from "vega-parser";
export { expressionInterpreter } from "vega-interpreter";
export { compile } from "vega-lite";
