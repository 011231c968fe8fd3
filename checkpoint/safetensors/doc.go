// Package safetensors reads and writes the safetensors format, in which trained parameters travel to other frameworks:
//
//	8 bytes   n, little-endian
//	n bytes   header: a JSON object, begins with {, may end in spaces
//	          {"__metadata__": {"key": "value", …},
//	           "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
//	the rest  the tensors' bytes, little-endian and row-major; offsets count from here
//
// A file comes from anywhere, so reading believes nothing. The header has at most [MaxHeader] bytes; keys are unique;
// every dtype is known, every size agrees with its shape without overflow, and the tensors cover the data exactly: no
// hole, no overlap, nothing before or after. These are the rules of the published format. Two things that it leaves
// to the reader are refused here: fields of a tensor other than the three, and integers not written as plain digits.
//
// Memory grows with the bytes that have arrived, never with what a header promises.
//
// Only the dtypes F32, U32, U16 and U8 become tensors of this project. Files with others can be inspected with
// [NewReader] and their tensors read as bytes.
package safetensors
