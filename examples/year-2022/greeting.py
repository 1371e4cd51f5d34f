def greet(names):
    return "Hello, " + " and ".join(names) + "!"
