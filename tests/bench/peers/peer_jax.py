"""JAX: the whole step jitted, parameters donated; `scan` steps per call and `seeds` networks at once where asked."""

import math
import os

from turns import read_order, take_turns

ORDER = read_order()
if ORDER["threads"] == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
import optax

W = ORDER["workload"]
REWRITTEN = ORDER["form"] == "rewritten"
SCAN, SEEDS = ORDER.get("scan", 1), ORDER.get("seeds", 1)
rng = np.random.default_rng(0)


def normal(*shape, deviation=0.05):
    return jnp.asarray(rng.normal(0, deviation, shape).astype("f4"))


def layer_norm(x, norm):
    centered = x - x.mean(-1, keepdims=True)
    return centered * jax.lax.rsqrt((centered * centered).mean(-1, keepdims=True) + 1e-5) * norm["scale"] + norm["shift"]


def new_norm(width):
    return {"scale": jnp.ones(width), "shift": jnp.zeros(width)}


def new_transformer():
    d, m = W["width"], W["mlpWidth"]
    block = lambda: {
        "norm1": new_norm(d),
        "norm2": new_norm(d),
        **{"qkv": normal(d, 3 * d), "out": normal(d, d)},
        **{"inner": normal(d, m), "innerBias": jnp.zeros(m), "outer": normal(m, d), "outerBias": jnp.zeros(d)},
    }
    return {
        "embedding": normal(W["vocabulary"], d, deviation=1),
        "positions": normal(W["context"], d, deviation=0.02),
        "blocks": [block() for _ in range(W["layers"])],
        "norm": new_norm(d),
        "unembedding": normal(d, W["vocabulary"]),
    }


def mlp(block, x):
    hidden = jax.nn.relu(layer_norm(x, block["norm2"]) @ block["inner"] + block["innerBias"])
    return hidden @ block["outer"] + block["outerBias"]


def transformer(parameters, tokens):
    """As published codes write it: every position of every block."""
    batch, context = tokens.shape
    heads, width = W["heads"], W["width"]
    x = parameters["embedding"][tokens] + parameters["positions"]
    mask = jnp.triu(jnp.full((context, context), -1e9), 1)
    for block in parameters["blocks"]:
        qkv = (layer_norm(x, block["norm1"]) @ block["qkv"]).reshape(batch, context, 3, heads, width // heads)
        q, k, v = jnp.moveaxis(qkv, (2, 3), (0, 2))
        weights = jax.nn.softmax(q @ jnp.swapaxes(k, -1, -2) / math.sqrt(width // heads) + mask, -1)
        x = x + jnp.swapaxes(weights @ v, 1, 2).reshape(batch, context, width) @ block["out"]
        x = x + mlp(block, x)
    return layer_norm(x[:, -1], parameters["norm"]) @ parameters["unembedding"]


def attend(query, keys, values):
    heads = W["heads"]
    split = lambda x: x.reshape(x.shape[0], heads, -1)
    scale = 1 / math.sqrt(query.shape[-1] // heads)
    scores = [(split(query) * split(key)).sum(-1, keepdims=True) * scale for key in keys]
    weights = jax.nn.softmax(jnp.stack(jnp.broadcast_arrays(*scores)), 0)
    read = sum(weight * split(value) for weight, value in zip(weights, values))
    return read.reshape(read.shape[0], -1)


def rewritten_transformer(parameters, tokens):
    """The lab's form: rows that depend on one token once per token, the last block at the read-out alone, attention over a
    handful of positions element by element."""
    context, fixed, width = W["context"], W["fixed"], W["width"]
    batch = tokens.shape[0]
    table = parameters["embedding"]
    stream = [
        (table if fixed[at] is None else table[fixed[at]][None]) + parameters["positions"][at] for at in range(context)
    ]
    bring = lambda rows, at: rows[tokens[:, at]] if fixed[at] is None else rows
    for layer, block in enumerate(parameters["blocks"]):
        look = bring if layer == 0 else (lambda rows, at: rows)
        asking = [context - 1] if layer == W["layers"] - 1 else list(range(context))
        split = lambda x, rows: jnp.split(x, np.cumsum([r.shape[0] for r in rows])[:-1])
        normed = layer_norm(jnp.concatenate(stream), block["norm1"])
        kv = split(normed @ block["qkv"][:, width:], stream)
        keys = [look(x[:, :width], at) for at, x in enumerate(kv)]
        values = [look(x[:, width:], at) for at, x in enumerate(kv)]
        asked = [split(normed, stream)[at] for at in asking]
        queries = split(jnp.concatenate(asked) @ block["qkv"][:, :width], asked)
        read = [
            jnp.broadcast_to(attend(look(q, at), keys[: at + 1], values[: at + 1]), (batch, width))
            for q, at in zip(queries, asking)
        ]
        out = jnp.split(jnp.concatenate(read) @ block["out"], len(asking))
        joined = jnp.concatenate([look(stream[at], at) + o for at, o in zip(asking, out)])
        stream = jnp.split(joined + mlp(block, joined), len(asking))
    return layer_norm(stream[-1], parameters["norm"]) @ parameters["unembedding"]


def new_mlp():
    sizes = W["sizes"]
    layers = [{"weight": normal(a, b, deviation=a**-0.5), "bias": jnp.zeros(b)} for a, b in zip(sizes, sizes[1:])]
    if W["input"] == "vector":
        return {"layers": layers}
    return {"layers": layers, "embedding": normal(W["vocabulary"], W["embeddingWidth"], deviation=1)}


def embedding_mlp(parameters, x):
    first, *rest = parameters["layers"]
    if W["input"] == "vector":
        x = x @ first["weight"] + first["bias"]
    elif W["input"] == "sum":
        x = parameters["embedding"][x].sum(1) @ first["weight"] + first["bias"]
    elif not REWRITTEN:
        x = parameters["embedding"][x].reshape(x.shape[0], -1) @ first["weight"] + first["bias"]
    else:
        left, right = jnp.split(first["weight"], 2)
        table = parameters["embedding"]
        x = (table @ left)[x[:, 0]] + (table @ right)[x[:, 1]] + first["bias"]
    activation = {"relu": jax.nn.relu, "tanh": jnp.tanh}[W["activation"]]
    for layer in rest:
        x = activation(x) @ layer["weight"] + layer["bias"]
    return x


def data():
    """Training inputs and targets of the workload's sizes; their content does not matter for the time."""
    n = W["equations"]
    if W["input"] == "vector":
        inputs = rng.random((n, W["sizes"][0]), "f4")
    else:
        inputs = rng.integers(0, W["operands"], (n, W["context"]))
        for at, token in enumerate(W["fixed"]):
            if token is not None:
                inputs[:, at] = token
    targets = rng.random((n, W["outputs"]), "f4") if W["loss"] == "mse" else rng.integers(0, W["operands"], n)
    return jnp.asarray(inputs), jnp.asarray(targets)


def main():
    inputs, targets = data()
    is_transformer = W["kind"] == "transformer"
    forward = (rewritten_transformer if REWRITTEN else transformer) if is_transformer else embedding_mlp
    new = new_transformer if is_transformer else new_mlp
    optimizer = optax.adamw(1e-3, b1=0.9, b2=0.98, weight_decay=W["weightDecay"])

    def loss_of(parameters, x, y):
        outputs = forward(parameters, x)
        if W["loss"] == "mse":
            return ((outputs - y) ** 2).mean()
        return optax.softmax_cross_entropy_with_integer_labels(outputs, y).mean()

    def update(carry, at):
        parameters, state = carry
        x, y = (inputs, targets) if W["full"] else (inputs[at], targets[at])
        loss, gradient = jax.value_and_grad(loss_of)(parameters, x, y)
        updates, state = optimizer.update(gradient, state, parameters)
        return (optax.apply_updates(parameters, updates), state), loss

    def one(carry, at):
        return update(carry, at)

    def many(carry, at):
        carry, losses = jax.lax.scan(update, carry, at)
        return carry, losses[-1]

    call = many if SCAN > 1 else one
    parameters = new()
    carry = (parameters, optimizer.init(parameters))
    shape = (SCAN, W["batch"]) if SCAN > 1 else (W["batch"],)
    if W["full"]:
        # Every step sees everything: there is nothing to feed but the number of trips.
        shape = (SCAN, 1) if SCAN > 1 else (1,)
    if SEEDS > 1:
        carry = jax.tree.map(lambda x: jnp.stack([x] * SEEDS), carry)
        call = jax.vmap(call, in_axes=(0, None))
    compiled = jax.jit(call, donate_argnums=0)

    def step():
        nonlocal carry
        carry, loss = compiled(carry, rng.integers(0, W["equations"], shape))
        return loss

    name = f"jax {jax.__version__} jit" + (f" scan {SCAN}" if SCAN > 1 else "") + (f" vmap {SEEDS}" if SEEDS > 1 else "")
    take_turns(name, step, lambda loss: float(np.asarray(loss).reshape(-1)[0]), SCAN, SEEDS)


main()
