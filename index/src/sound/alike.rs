//! Characters that are taken for one another by their looks.

/// Groups of them: what handwriting input and tired eyes mix up.
const GROUPS: &str = "己已巳 未末 土士 日曰目 人入八 干千于 天夫无 大太犬 王玉主 午牛 田由甲申 几凡 刀力 戊戌戍 候侯 晴睛 \
    析折 徒徙 遗遣 治冶 免兔 鸟乌 贝见 氏民 历厉 失矢 今令 准淮 住往 拆折 崇祟 毫亳 茶荼 撤撒 拔拨 \
    锣罗 坛云 密蜜 卷券 竟竞 辨辩 薄簿";

/// The characters that look like `c`.
pub fn alike(c: char) -> String {
    let mut alike = String::new();
    for group in GROUPS.split(' ') {
        if group.chars().any(|one| one == c) {
            alike.extend(group.chars().filter(|&other| other != c));
        }
    }
    alike
}
