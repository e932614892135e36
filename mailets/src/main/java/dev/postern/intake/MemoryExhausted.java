package dev.postern.intake;

/** The memory for all sessions does not suffice for one more message now. */
final class MemoryExhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryExhausted() {
        super("the memory budget of all sessions is exhausted");
    }
}
