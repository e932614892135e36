package dev.postern.delivery;

/** Is told of each attempt before it is made, so that a message that ends the process is known afterwards. Safe for any thread. */
public interface AttemptWitness {
    /** Takes no notice. */
    AttemptWitness NONE = new AttemptWitness() {
        @Override
        public boolean begin(String message) {
            return true;
        }

        @Override
        public void end(String message) {}
    };

    /**
     * An attempt is about to be made. May wait for others to end.
     *
     * @param message its name
     * @return false if the message ended the process before, and is to be set aside
     */
    boolean begin(String message);

    /** The attempt is over, and the process still there. */
    void end(String message);
}
