package dev.postern.listener;

import dev.postern.intake.ContentFault;

/** Answers the questions of {@link SmtpLineDecoder} about the session whose lines it cuts. */
interface ContentRules {
    /** Returns whether the next line is content rather than a command. */
    boolean isInContent();

    /** Returns whether no line is to be cut now, as the reply to the last one is not known yet. */
    boolean awaitsReply();

    /** Returns whether lines are put right as far as that can be done: an own server's, if the configuration says so. */
    boolean isLenient();

    /**
     * Keeps nothing of the content that is being read.
     *
     * @return whether its end will be answered with that fault; if not, the connection has to be ended now
     */
    boolean reject(ContentFault fault);
}
