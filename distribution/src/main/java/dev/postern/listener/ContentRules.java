package dev.postern.listener;

import dev.postern.intake.ContentFault;

/** What {@link SmtpLineDecoder} asks of the session whose lines it cuts. */
interface ContentRules {
    /** Whether the next line is content rather than a command. */
    boolean isInContent();

    /** Whether no line is to be cut now, as the reply to the last one is not known yet. */
    boolean awaitsReply();

    /** Whether lines are put right as far as that can be done: an own server's, if the configuration says so. */
    boolean isLenient();

    /**
     * Keeps nothing of the content that is being read.
     *
     * @return whether its end will be answered with that fault; if not, the connection has to be ended now
     */
    boolean reject(ContentFault fault);
}
