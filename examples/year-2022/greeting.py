def greet(names: list[str]) -> str:
    return "Hello, " + " and ".join(names) + "!"
