package dev.postern.listener;

import dev.postern.intake.ContentFault;
import java.util.ArrayList;
import java.util.List;

/** A session that is in content or not, as the test says. */
final class ScriptedRules implements ContentRules {
    boolean content;
    boolean lenient;
    boolean answersFaults = true;
    final List<ContentFault> faults = new ArrayList<>();

    ScriptedRules(boolean content) {
        this.content = content;
    }

    @Override
    public boolean isInContent() {
        return content;
    }

    @Override
    public boolean awaitsReply() {
        return false;
    }

    @Override
    public boolean isLenient() {
        return lenient;
    }

    @Override
    public boolean reject(ContentFault fault) {
        if (answersFaults) {
            faults.add(fault);
        }
        return answersFaults;
    }
}
