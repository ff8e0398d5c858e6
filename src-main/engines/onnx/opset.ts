/** The ONNX operator set that is written. In 18 the axes of all reductions are an input; Split takes its sizes as one. */
export const OPSET = 18;
