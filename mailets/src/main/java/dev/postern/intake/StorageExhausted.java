package dev.postern.intake;

/** Says that the disk has no room for the rest of a message that is being received. */
final class StorageExhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StorageExhausted() {
        super("no room is left on the disk for the rest of the message");
    }
}
