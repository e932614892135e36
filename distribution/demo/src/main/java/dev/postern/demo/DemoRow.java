package dev.postern.demo;

import java.util.List;

/**
 * What became of one message.
 *
 * @param message which message it was
 * @param outcome what was done with it, in a word or two
 * @param proof what was said or seen that proves it
 * @param asExpected whether this is what the gateway should do
 */
record DemoRow(int number, String message, String outcome, List<String> proof, boolean asExpected) {
    DemoRow {
        proof = List.copyOf(proof);
    }
}
