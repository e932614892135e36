package dev.postern.probe;

import java.util.List;

/**
 * Explains a failure to somebody who runs a mail server and has not read an RFC.
 *
 * @param meaning what it means
 * @param advice what to do, the most likely remedy first; at least one
 */
public record Explanation(String meaning, List<Advice> advice) {
    public Explanation {
        advice = List.copyOf(advice);
        if (advice.isEmpty()) {
            throw new IllegalArgumentException("nobody is told what to do");
        }
    }

    /**
     * One thing to do.
     *
     * @param who must do it
     * @param what begins with a verb in the imperative
     */
    public record Advice(Party who, String what) {}
}
