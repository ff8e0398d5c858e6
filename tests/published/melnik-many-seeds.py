"""Melnik et al.'s one-layer network in PyTorch, written apart from the lab: many seeds at once, as a second opinion.

Training of this network is chaotic: what one seed shows depends on how sums are rounded. How often a line of
check-melnik.ts holds is therefore asked of many seeds. All of them share every tensor (the leading axis is the seed);
on a CUDA device a step is one recorded graph, and 32 seeds of 60 000 steps take two minutes on a large card.

Use (PyTorch as in tests/bench/peers/requirements.txt, or a CUDA build of it):
    python tests/published/melnik-many-seeds.py --seeds 32 --out curves [--dtype float64] [--steps 60000]
    for f in curves/*.csv; do node tests/published/check-melnik.ts one-layer < "$f"; done
"""

import argparse
import math
from pathlib import Path

import torch
import torch.nn.functional as F

MODULUS, WIDTH, HEADS, MLP_WIDTH = 97, 128, 4, 512
LEARNING_RATE, WEIGHT_DECAY, BATCH, TRAIN_FRACTION = 0.1, 1e-3, 512, 0.4
EVALUATE_EVERY = 100
METRICS = ("train/accuracy", "val/accuracy", "effective/learningRate", "effective/gradientNorm")


def initial_parameters(seeds, generator, **place):
    """Standard deviations 1/sqrt(width), 1/sqrt(97) for the unembedding; biases of the MLP start at 0."""

    def normal(*shape, deviation=WIDTH**-0.5):
        return deviation * torch.randn(seeds, *shape, generator=generator, **place)

    def zeros(size):
        return torch.zeros(seeds, size, **place)

    parameters = {
        "embedding": normal(MODULUS, WIDTH),
        "positions": normal(2, WIDTH),
        "query": normal(WIDTH, WIDTH),
        "key": normal(WIDTH, WIDTH),
        "value": normal(WIDTH, WIDTH),
        "output": normal(WIDTH, WIDTH),
        "mlp_in": normal(WIDTH, MLP_WIDTH),
        "mlp_in_bias": zeros(MLP_WIDTH),
        "mlp_out": normal(MLP_WIDTH, WIDTH),
        "mlp_out_bias": zeros(WIDTH),
        "unembedding": normal(WIDTH, MODULUS, deviation=MODULUS**-0.5),
    }
    return {name: value.requires_grad_(True) for name, value in parameters.items()}


def norm(x):
    return F.layer_norm(x, (x.shape[-1],))


def logits(p, tokens):
    """Of the last position. tokens: [seeds, batch, 2]; returns [seeds, batch, modulus]."""
    seeds, batch, _ = tokens.shape
    rows = tokens.reshape(seeds, 2 * batch, 1).expand(-1, -1, WIDTH)
    stream = p["embedding"].gather(1, rows).reshape(seeds, batch, 2, WIDTH) + p["positions"][:, None]
    last = stream[:, :, 1] + attention(p, norm(stream))
    hidden = F.relu(norm(last) @ p["mlp_in"] + p["mlp_in_bias"][:, None])
    return norm(last + norm(hidden) @ p["mlp_out"] + p["mlp_out_bias"][:, None]) @ p["unembedding"]


def attention(p, x):
    """What the last of the two positions reads; x: [seeds, batch, 2, width]."""
    seeds, batch, _, _ = x.shape
    flat = x.reshape(seeds, 2 * batch, WIDTH)
    heads = (seeds, batch, 2, HEADS, WIDTH // HEADS)
    query = (x[:, :, 1] @ p["query"]).reshape(seeds, batch, 1, *heads[3:])
    key, value = ((flat @ p[name]).reshape(heads) for name in ("key", "value"))
    weights = ((query * key).sum(-1) / math.sqrt(WIDTH // HEADS)).softmax(2)
    return (weights[..., None] * value).sum(2).reshape(seeds, batch, WIDTH) @ p["output"]


class Study:
    def __init__(self, seeds, dtype, device, generator):
        self.generator, self.parameters = generator, initial_parameters(seeds, generator, dtype=dtype, device=device)
        pairs = torch.arange(MODULUS**2, device=device)
        self.tokens = torch.stack([pairs // MODULUS, pairs % MODULUS], 1)
        self.answers = self.tokens.sum(1) % MODULUS
        order = torch.rand(seeds, MODULUS**2, generator=generator, device=device).argsort(1)
        size = int(TRAIN_FRACTION * MODULUS**2)
        self.train, self.validation = order[:, :size], order[:, size:]
        self.batch = self.train[:, :BATCH].clone()

    def losses(self, equations):
        """Mean cross-entropy of each seed; equations: [seeds, n] indices."""
        out = logits(self.parameters, self.tokens[equations])
        each = F.cross_entropy(out.flatten(0, 1), self.answers[equations].flatten(), reduction="none")
        return each.reshape(equations.shape).mean(1)

    def gradients(self, equations):
        # The seeds share no parameter: the gradient of the sum is that of each.
        return torch.autograd.grad(self.losses(equations).sum(), list(self.parameters.values()))

    def step(self):
        gradients = self.gradients(self.batch)
        with torch.no_grad():
            for value, gradient in zip(self.parameters.values(), gradients):
                value.sub_(LEARNING_RATE * (gradient + WEIGHT_DECAY * value))

    def recorded_step(self):
        """The step as one CUDA graph. Warming up moves the parameters; they are put back."""
        kept = [value.detach().clone() for value in self.parameters.values()]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                self.step()
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.step()
        with torch.no_grad():
            for value, before in zip(self.parameters.values(), kept):
                value.copy_(before)
        return graph.replay

    def accuracies(self, equations):
        with torch.no_grad():
            best = logits(self.parameters, self.tokens[equations]).argmax(-1)
        # Counted, then divided: on some devices the mean of ones is not 1.
        return (best == self.answers[equations]).double().sum(1) / equations.shape[1]

    def measures(self):
        """[metric, seed], the metrics in the order of METRICS."""

        def norms(tensors):
            return sum(t.detach().double().square().flatten(1).sum(1) for t in tensors).sqrt()

        gradient, weights = norms(self.gradients(self.train)), norms(self.parameters.values())
        rate = LEARNING_RATE / weights**2
        return torch.stack([self.accuracies(self.train), self.accuracies(self.validation), rate, gradient * weights])

    def passes(self):
        """Batches of shuffled passes over the training set; what is left after the last complete batch is dropped."""
        seeds, size = self.train.shape
        while True:
            order = torch.rand(seeds, size, generator=self.generator, device=self.train.device).argsort(1)
            for start in range(0, size - BATCH + 1, BATCH):
                yield self.train.gather(1, order[:, start : start + BATCH])


def train(study, steps, cuda):
    step = study.recorded_step() if cuda else study.step
    curve = [(0, study.measures())]
    for done, batch in zip(range(1, steps + 1), study.passes()):
        study.batch.copy_(batch)
        step()
        if done % EVALUATE_EVERY == 0:
            curve.append((done, study.measures()))
        if done % 5000 == 0:
            print(f"step {done} of {steps}", flush=True)
    return curve


def write_curves(curve, folder):
    """One file per seed, in the form of `groklab export curves`."""
    folder.mkdir(parents=True, exist_ok=True)
    values = [(step, measured.cpu().tolist()) for step, measured in curve]
    for seed in range(len(values[0][1][0])):
        rows = [
            f"{seed},{metric},{step},0,{measured[i][seed]}"
            for step, measured in values
            for i, metric in enumerate(METRICS)
        ]
        (folder / f"{seed:03d}.csv").write_text("\n".join(["run,metric,step,seconds,value", *rows, ""]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=60_000)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--first", type=int, default=0, help="seed of all random numbers")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    cuda = torch.cuda.is_available()
    torch.backends.cuda.matmul.allow_tf32 = False
    device = "cuda" if cuda else "cpu"
    generator = torch.Generator(device).manual_seed(args.first)
    study = Study(args.seeds, getattr(torch, args.dtype), device, generator)
    write_curves(train(study, args.steps, cuda), args.out)


if __name__ == "__main__":
    main()
