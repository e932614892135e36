package dev.postern.partnersfile;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.partner.PartnerMode;
import java.util.List;

/** The block {@code defaults}: what an entry leaves out. An empty block gives the built-in defaults. */
record PartnerDefaults(PartnerMode mode, OutboundKeys outbound, InboundKeys inbound) {
    static final Form<PartnerMode> MODE = Form.word("mode", List.of(PartnerMode.values()), PartnerMode::word);
    static final Form<String> TEXT = Form.text("text", "Write text, in quotes if it looks like a number.", "\"text\"");

    /** @param otherwise between which addresses mail goes where nothing is written */
    static PartnerDefaults read(YamlMapping block, OutboundAddresses otherwise) {
        return new PartnerDefaults(
                block.value("mode", MODE).orElse(PartnerMode.ENFORCE),
                block.block("outbound", keys -> OutboundBlock.forDefaults(keys, otherwise))
                        .orElseGet(() -> OutboundBlock.forDefaults(block.emptyBlock("outbound"), otherwise)),
                block.block("inbound", InboundBlock::forDefaults)
                        .orElseGet(() -> InboundBlock.forDefaults(block.emptyBlock("inbound"))));
    }
}
