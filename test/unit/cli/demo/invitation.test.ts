import { expect } from "chai";
import { invitationText } from "../../../../src/cli/demo/invitation.ts";

describe(invitationText.name, () => {
  const shell = { workingDirectory: "/home/neuron" };
  const invited = { url: "http://127.0.0.1:8091", hotkey: "5Grw", date: "2025-08-31" };

  it("asks for what is open with curl, and for the rest as the demo's validator", () => {
    const text = invitationText(shell, { ...invited, walletPath: "/home/neuron/data/demo-wallets" });
    expect(text).to.include("  curl http://127.0.0.1:8091/health\n");
    expect(text).to.match(
      /npx neuron query \S+ --wallet\.path \.\/data\/demo-wallets .* --port 8091 --scheme/,
    );
  });

  it("quotes a path for the shell, and asks over TLS where the axon does", () => {
    const text = invitationText(shell, {
      ...invited,
      url: "https://127.0.0.1:8091",
      walletPath: "/my wallets",
    });
    expect(text).to.include("--wallet.path '/my wallets'").and.include(" --tls ");
  });
});
