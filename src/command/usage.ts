import { targetNames } from '../sparsity/targetResult';

/** The text of --help. */
export const usage = `prunescope: show the zeros of pruned TensorFlow Lite models

Usage:
  prunescope open [FILE]... [--port N] [--no-browser] [--no-watch]
  prunescope report FILE... [--pattern PATTERN] [--what-if [--sparsity SHARE]] [--json | --markdown | --targets]
                    [--html OUT.html]
  prunescope check FILE... [--pattern PATTERN] [--min-sparsity SHARE] [--target NAME] [--tensor REF]... [--all]
                   [--allow-dense] [--strict] [--json]
  prunescope check --github [FILE...] [--maps OUT.html] [OPTIONS]
  prunescope render FILE --tensor REF [OPTIONS] --out OUT.svg|OUT.png
  prunescope prune FILE [--pattern Z,N | --sparsity SHARE | --plan PLAN.json] [--tensor REF]... --out OUT.tflite [--json]
  prunescope pack FILE --encoding NAME [--tensor REF]... --out OUT.tflite [--json]
  prunescope --help | --version

Commands:
  open    Show models in the browser, and follow their files when they are written again.
  report  Print each weight tensor with its sparsity and status.
  check   Check tensors; the exit code gives the result. Without --tensor and --all, check the CONV_2D and
          FULLY_CONNECTED weights whose rows are long enough to break the pattern.
  render  Draw a tensor, or a window of it, with axes, legend and caption. Without --tensor, list the tensors.
  prune   Write a model whose weights of smallest magnitude are zero. Without --tensor, prune the CONV_2D and
          FULLY_CONNECTED weights. Only the bytes of pruned weights change.
  pack    Write a model whose weights are stored in another encoding. Without --tensor, pack the CONV_2D and
          FULLY_CONNECTED weights that the encoding can hold.

Arguments:
  FILE    Model (.tflite) or bundle of models (.task, .litertlm); a path or a URL
          (http:, https:, hf:, gs:, s3:, file:).
  REF     Tensor: subgraph:tensor (0:5), an exact name, or a glob over names. In a bundle, member.tflite#REF selects a model.

Options:
  --pattern PATTERN, --m_by_n PATTERN
          z,n: at least z zeros in every block of n weights along the last dimension, 1 <= z < n <= 64.
          block:RxC: count all-zero blocks of R rows and C columns; no block can break this pattern. Default: 2,4.
  --tensor REF
          Select a tensor. check, prune and pack accept several.
  --json  Print JSON instead of text. Not for render.
  -h, --help
          Print this help.
  --version
          Print the version.

Options of open:
  --port N
          Port on 127.0.0.1; 0 for any free port. Default: the first free port from 7240 on.
  --no-browser
          Print the URL, and open no browser.
  --no-watch
          Do not follow changes of the files.

Options of check:
  --all   Check the weights of all operators that can break the pattern, such as LSTM and TRANSPOSE_CONV.
  --allow-dense
          Name tensors that are not pruned, and do not check them: under 1 % zeros, or as many as rounding leaves.
  --min-sparsity SHARE
          Also require this share of zeros, 0 to 1, in each checked tensor.
  --target NAME
          Require that each checked tensor is eligible for a target, instead of a pattern. With --pattern, require both.
          ${targetNames.slice(0, 5).join(', ')},
          ${targetNames.slice(5).join(', ')}.
  --strict
          Exit with 2 if the model has constants that are not listed.
  --github
          In a workflow of GitHub Actions: also write annotations, a summary and a comment. Without FILE, check the
          models that the pull request or push changes.
  --maps OUT.html
          With --github: also write a page with the maps of the checked tensors.

Options of report:
  --markdown
          Print a Markdown table, for a pull request or a README.
  --targets
          Print which runtimes and accelerators can use the zeros of each tensor.
  --what-if
          Predict pruning by magnitude to the pattern: the share of energy that each tensor would keep, as stored, and
          with the input channels reordered.
  --sparsity SHARE
          With --what-if: prune each tensor to this share of zeros, 0 to 1, instead of a pattern.
  --html OUT.html
          Also write a review file: one HTML page with report and maps that needs no model and no network.

Options of render:
  --rows a:b, --columns a:b
          Draw only these rows and columns; the end is exclusive.
  --view rows|filters|taps|tap:h,w
          Layout of the map, optionally followed by ,transposed. Default: rows; filters for one input channel.
  --color nonzero|density|blocks|magnitude|quantile
          Default: nonzero.
  --theme light|dark
          Default: light.
  --scale 1|2|3|4
          Pixels of a PNG per unit of the drawing. Default: 2.
  --out OUT.svg|OUT.png
          Output file. The extension selects the format.

Options of prune and pack:
  --out OUT.tflite
          The new model. It is written when it is complete, and is never FILE itself.
  --sparsity SHARE
          prune: this share of zeros, 0 to 1, in each tensor, instead of a pattern.
  --plan PLAN.json
          prune: what to do with each tensor, also its encoding, as downloaded from the page.
  --encoding dense|csr|block:1x4|block:1x16|tflm-decode
          pack: dense; stored sparse, also in blocks; or for TFLM_DECODE of TensorFlow Lite Micro.

Exit codes:
  0  Done. For check: all checked tensors conform.
  1  check found a violation.
  2  Invalid usage, a file could not be read, or check found no tensor to check.
`;
