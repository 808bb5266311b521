import type { DemoStaff } from '#cities/staff/index.ts'

const person = (
  mail: string,
  name: string,
  section: string,
  role: DemoStaff['roles'][number],
): DemoStaff => ({
  email: `${mail}@tsunagu.example`,
  name,
  section,
  roles: [role],
})

/** The people of the demonstration: two for each role. 伊藤 writes, 佐藤 is on duty and approves, as in the pictures. */
export const demoPeople: readonly DemoStaff[] = [
  person('ito', '伊藤 直樹', '防災課', 'author'),
  person('takahashi', '高橋 美咲', '広報課', 'author'),
  person('sato', '佐藤 恵', '防災課 当直責任者', 'approver'),
  person('suzuki', '鈴木 健一', '危機管理監', 'approver'),
  { ...person('watanabe', '渡辺 拓也', '情報政策課', 'admin'), platformAdmin: true },
  person('nakamura', '中村 由美', '情報政策課', 'admin'),
  person('kobayashi', '小林 誠', '監査事務局', 'auditor'),
  person('kato', '加藤 彩', '監査事務局', 'auditor'),
  person('yamamoto', '山本 裕子', '福祉課', 'welfare'),
  person('yoshida', '吉田 大輔', '高齢者支援課', 'welfare'),
  person('matsumoto', '松本 翔', '駅前まちづくり課', 'station'),
  person('inoue', '井上 綾', '駅前まちづくり課', 'station'),
  person('kimura', '木村 商店', '本町商店会', 'shop'),
  person('hayashi', '林 青果店', '栄町商店会', 'shop'),
  person('shimizu', '清水 勇', '川原見守り隊', 'supporter'),
  person('yamaguchi', '山口 春子', '下沢見守り隊', 'supporter'),
  person('tanaka', '田中 けい子', '民生委員（川原）', 'coordinator'),
  person('mori', '森 和夫', '民生委員（下沢）', 'coordinator'),
  person('abe', '阿部 新聞舗', '見守り協力事業者', 'partner'),
  person('ikeda', '池田 配食サービス', '見守り協力事業者', 'partner'),
  person('hashimoto', '橋本 里奈', '市民病院', 'institution'),
  person('ishikawa', '石川 剛', 'つなぐ消防署', 'institution'),
  person('ono', '大野 はな', '川原2丁目', 'resident'),
  person('maeda', '前田 清', '下沢1丁目', 'resident'),
  person('yuki', '大野 ゆき', '市外の家族', 'family'),
  person('fujita', '藤田 明', '市外の家族', 'family'),
]
