"""PyTorch: eager, with the fused optimizer, or compiled. Mode in the order's `mode`."""

import math
import os

from turns import read_order, take_turns

ORDER = read_order()
os.environ["OMP_NUM_THREADS"] = str(ORDER["threads"])

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_num_threads(ORDER["threads"])
W = ORDER["workload"]
REWRITTEN = ORDER["form"] == "rewritten"


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, x):
        batch, context, width = x.shape
        shape = (batch, context, 3, self.heads, width // self.heads)
        q, k, v = self.qkv(x).view(shape).permute(2, 0, 3, 1, 4).unbind(0)
        mask = torch.full((context, context), -1e9).triu(1)
        weights = F.softmax(q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + mask, -1)
        return self.out((weights @ v).transpose(1, 2).reshape(batch, context, width))


class Block(nn.Module):
    def __init__(self, width, heads, mlp_width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.inner, self.outer = nn.Linear(width, mlp_width), nn.Linear(mlp_width, width)

    def mlp(self, x):
        return self.outer(F.relu(self.inner(self.norm2(x))))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(x)


class Transformer(nn.Module):
    """As published codes write it: every position of every block."""

    def __init__(self):
        super().__init__()
        width = W["width"]
        self.embedding = nn.Embedding(W["vocabulary"], width)
        self.positions = nn.Parameter(0.02 * torch.randn(W["context"], width))
        self.blocks = nn.ModuleList(Block(width, W["heads"], W["mlpWidth"]) for _ in range(W["layers"]))
        self.norm = nn.LayerNorm(width)
        self.unembedding = nn.Linear(width, W["vocabulary"], bias=False)

    def forward(self, tokens):
        x = self.embedding(tokens) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.unembedding(self.norm(x[:, -1]))


class RewrittenTransformer(Transformer):
    """The lab's form: rows that depend on one token are computed once per token, the last block at the read-out alone,
    attention over a handful of positions element by element."""

    def forward(self, tokens):
        context = W["context"]
        fixed = W["fixed"]
        stream = []
        for at in range(context):
            table = self.embedding.weight if fixed[at] is None else self.embedding.weight[fixed[at]][None]
            stream.append(table + self.positions[at])

        def bring(rows, at):
            return rows[tokens[:, at]] if fixed[at] is None else rows

        for layer, block in enumerate(self.blocks):
            first, last = layer == 0, layer == len(self.blocks) - 1
            width = W["width"]
            wq, wk, wv = block.attention.qkv.weight.split(width)
            sizes = [x.shape[0] for x in stream]
            normed = block.norm1(torch.cat(stream))
            look = bring if first else (lambda rows, at: rows)
            keys = [look(x, i) for i, x in enumerate((normed @ wk.T).split(sizes))]
            values = [look(x, i) for i, x in enumerate((normed @ wv.T).split(sizes))]
            asking = [context - 1] if last else list(range(context))
            asked = torch.cat([normed.split(sizes)[i] for i in asking])
            queries = (asked @ wq.T).split([sizes[i] for i in asking])
            read = [
                self.attend(look(q, at), keys[: at + 1], values[: at + 1], block.attention.heads)
                for q, at in zip(queries, asking)
            ]
            batch = len(tokens)
            out = block.attention.out(torch.cat([r.expand(batch, -1) for r in read])).split(batch)
            stream = [look(stream[at], at) + o for at, o in zip(asking, out)]
            joined = torch.cat(stream)
            stream = list((joined + block.mlp(joined)).split(batch))
        return self.unembedding(self.norm(stream[-1]))

    @staticmethod
    def attend(query, keys, values, heads):
        split = lambda x: x.unflatten(-1, (heads, -1))
        scale = 1 / math.sqrt(query.shape[-1] // heads)
        scores = [(split(query) * split(key)).sum(-1, keepdim=True) * scale for key in keys]
        weights = F.softmax(torch.stack(torch.broadcast_tensors(*scores)), 0)
        return sum(weight * split(value) for weight, value in zip(weights, values)).flatten(-2)


class Mlp(nn.Module):
    """An MLP on two embeddings (concatenated or summed), or on plain vectors."""

    def __init__(self):
        super().__init__()
        self.act = {"relu": F.relu, "tanh": torch.tanh}[W["activation"]]
        sizes = W["sizes"]
        if W["input"] != "vector":
            self.embedding = nn.Embedding(W["vocabulary"], W["embeddingWidth"])
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def first(self, x):
        if W["input"] == "vector":
            return self.layers[0](x)
        if W["input"] == "sum":
            return self.layers[0](self.embedding(x).sum(1))
        if not REWRITTEN:
            return self.layers[0](self.embedding(x).flatten(1))
        left, right = self.layers[0].weight.split(W["embeddingWidth"], 1)
        table = self.embedding.weight
        return (table @ left.T)[x[:, 0]] + (table @ right.T)[x[:, 1]] + self.layers[0].bias

    def forward(self, x):
        x = self.first(x)
        for layer in self.layers[1:]:
            x = layer(self.act(x))
        return x


def data():
    """Training inputs and targets of the workload's sizes; their content does not matter for the time."""
    n, generator = W["equations"], torch.Generator().manual_seed(0)
    if W["input"] == "vector":
        inputs = torch.rand(n, W["sizes"][0], generator=generator)
    else:
        inputs = torch.randint(0, W["operands"], (n, W["context"]), generator=generator)
        for at, token in enumerate(W["fixed"]):
            if token is not None:
                inputs[:, at] = token
    if W["loss"] == "mse":
        return inputs, torch.rand(n, W["outputs"], generator=generator)
    return inputs, torch.randint(0, W["operands"], (n,), generator=generator)


def main():
    mode = ORDER["mode"]
    inputs, targets = data()
    transformer = RewrittenTransformer if REWRITTEN else Transformer
    model = transformer() if W["kind"] == "transformer" else Mlp()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=1e-3, weight_decay=W["weightDecay"], betas=(0.9, 0.98), fused=mode != "eager" or None
    )
    criterion = F.mse_loss if W["loss"] == "mse" else F.cross_entropy
    loss_of = lambda x, y: criterion(model(x), y)
    if mode == "compile":
        loss_of = torch.compile(loss_of)
    n, size = W["equations"], W["batch"]

    def step():
        if W["full"]:
            x, y = inputs, targets
        else:
            at = torch.randint(0, n, (size,))
            x, y = inputs[at], targets[at]
        loss = loss_of(x, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    take_turns(f"torch {torch.__version__.split('+')[0]} {mode}", step, lambda loss: loss.item())


main()
