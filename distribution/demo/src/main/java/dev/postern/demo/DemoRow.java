package dev.postern.demo;

import java.util.List;

/**
 * What became of one message.
 *
 * @param message which message it was
 * @param outcome what was done with it, in a word or two
 * @param proof what was said or seen that proves it
 * @param asPromised whether this is what the gateway promises
 */
record DemoRow(int number, String message, String outcome, List<String> proof, boolean asPromised) {
    DemoRow {
        proof = List.copyOf(proof);
    }
}
