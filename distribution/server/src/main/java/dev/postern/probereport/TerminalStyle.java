package dev.postern.probereport;

import java.nio.charset.Charset;

/**
 * Says what the terminal, or the file in its place, can show.
 *
 * @param colour whether colours are used
 * @param unicode whether ticks and the lines of a tree can be drawn
 */
public record TerminalStyle(boolean colour, boolean unicode) {

    /** Returns the style of an output in that charset. */
    public static TerminalStyle of(boolean colour, Charset charset) {
        return new TerminalStyle(
                colour, charset.canEncode() && charset.newEncoder().canEncode("\u2713\u2717\u251c\u2500\u2514\u2502"));
    }

    String marked(Mark mark) {
        String symbol = mark.symbol(unicode);
        return colour && mark != Mark.NONE ? "\u001b[" + mark.colour() + "m" + symbol + "\u001b[0m" : symbol;
    }

    String branch() {
        return unicode ? "\u251c\u2500 " : "|- ";
    }

    String lastBranch() {
        return unicode ? "\u2514\u2500 " : "`- ";
    }

    String trunk() {
        return unicode ? "\u2502  " : "|  ";
    }
}
